package search

import "fmt"

// A mistake is what can be wrong with a query: its code, and how English says it, with
// %s for each value.
type mistake struct{ code, english string }

// The mistakes. Codes are part of what the API and the pages speak.
var (
	tooLong        = mistake{"too_long", "the query is longer than %s characters"}
	tooManyTerms   = mistake{"too_many_terms", "more than %s words and filters"}
	tooManyWords   = mistake{"too_many_words", "more than %s words"}
	tooDeep        = mistake{"too_deep", "parentheses nest deeper than %s"}
	closesNothing  = mistake{"closes_nothing", "this parenthesis closes nothing"}
	notClosed      = mistake{"not_closed", "this parenthesis is not closed"}
	quotationOpen  = mistake{"quotation_open", "this quotation is not closed"}
	nothingFollows = mistake{"nothing_follows", "nothing follows %s"}
	nothingBefore  = mistake{"nothing_before", "nothing stands before %s"}
	nothingNegated = mistake{"nothing_negated", "nothing follows the negation"}
	shortPrefix    = mistake{"short_prefix", "at least two letters must stand before *"}
	wrongFuzzy     = mistake{"wrong_fuzzy", "after ~ stands how many letters may be wrong, 1 or 2"}
	exactPattern   = mistake{"exact_pattern", "= does not go with * or ~"}
	noFilter       = mistake{"no_filter", "there is no filter %s; there are %s"}
	dateNeeded     = mistake{"date_needed", "a date is 2024, 2024-03 or 2024-03-15"}
	noDate         = mistake{"no_date", "a date is 2024, 2024-03 or 2024-03-15, not %s"}
	yearNeeded     = mistake{"year_needed", "a year has four digits"}
	noYear         = mistake{"no_year", "a year has four digits, not %s"}
	backwards      = mistake{"backwards", "%s comes after %s"}
	noWord         = mistake{"no_word", "there is no word to search for"}
)

// mistakes are all of them.
var mistakes = []mistake{
	tooLong, tooManyTerms, tooManyWords, tooDeep, closesNothing, notClosed, quotationOpen, nothingFollows, nothingBefore, nothingNegated,
	shortPrefix, wrongFuzzy, exactPattern, noFilter, dateNeeded, noDate, yearNeeded, noYear, backwards, noWord,
}

// Mistakes returns what English says of each code of a QueryError, with %s for each value.
func Mistakes() map[string]string {
	all := make(map[string]string, len(mistakes))
	for _, m := range mistakes {
		all[m.code] = m.english
	}
	return all
}

// at makes the error of a mistake at a place.
func (m mistake) at(pos int, values ...string) *QueryError {
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	return &QueryError{Pos: pos, Msg: fmt.Sprintf(m.english, args...), Code: m.code, Values: values}
}
