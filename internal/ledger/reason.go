package ledger

import "fmt"

// A reason is why sentences contradict each other: its code, the kind of conflict that it
// makes, and how English says it, with %s for each value.
type reason struct{ code, kind, english string }

// The reasons. Codes are part of what the API and the pages speak; values stand in the
// order of the sentence.
var (
	electedAtOnce      = reason{"elected_at_once", TwoWinners, "%s and %s are elected at once"}
	heldAtOnce         = reason{"held_at_once", TwoHolders, "%s and %s hold the post at the same time"}
	calledAfterOther   = reason{"called_after_other", TwoHolders, "%s is called by the post after %s got it"}
	leftBefore         = reason{"left_before", EndedFirst, "%s left the post before getting it"}
	wouldHaveLeft      = reason{"would_have_left", EndedFirst, "%s would have left the post before getting it"}
	gotTwice           = reason{"got_twice", BeganTwice, "%s got the post twice without having left it"}
	hadAlready         = reason{"had_already", BeganTwice, "%s had the post already when getting it"}
	gotDays            = reason{"got_days", Dates, "the days on which %s got the post differ"}
	heldDays           = reason{"held_days", Dates, "the days since which %s has held the post differ"}
	leftDays           = reason{"left_days", Dates, "the days on which %s left the post differ"}
	calledAfterLeaving = reason{"called_after_leaving", SeenAfter, "%s is called by the post after leaving it"}
	moreThanAll        = reason{"more_than_all", Shares, "%s percent is more than all"}
	sumOfShares        = reason{"sum_of_shares", Shares, "the shares add up to %s percent"}
	votedOfVoters      = reason{"voted_of_voters", Turnout, "%s voted of %s voters"}
	sumOfVotes         = reason{"sum_of_votes", Votes, "%s votes, and %s voted"}
	votesDiffer        = reason{"votes_differ", Counts, "%s has %s and %s votes"}
)

// reasons are all of them.
var reasons = []reason{
	electedAtOnce, heldAtOnce, calledAfterOther, leftBefore, wouldHaveLeft, gotTwice, hadAlready, gotDays, heldDays, leftDays,
	calledAfterLeaving, moreThanAll, sumOfShares, votedOfVoters, sumOfVotes, votesDiffer,
}

// Reasons returns what English says of each code of a reason, with %s for each value.
func Reasons() map[string]string {
	all := make(map[string]string, len(reasons))
	for _, r := range reasons {
		all[r.code] = r.english
	}
	return all
}

// of makes a conflict, of no seat yet.
func (r reason) of(values ...string) Conflict {
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	return Conflict{Kind: r.kind, Reason: r.code, Values: values, What: fmt.Sprintf(r.english, args...)}
}
