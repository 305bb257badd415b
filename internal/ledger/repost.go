package ledger

// EvidenceArticles are the ids of the articles that evidence stands in, each once, in no
// particular order.
func (l *Ledger) EvidenceArticles() []string {
	seen := map[string]bool{}
	var ids []string
	l.eachEvidence(func(list []Evidence) []Evidence {
		for _, e := range list {
			if !seen[e.Article] {
				seen[e.Article] = true
				ids = append(ids, e.Article)
			}
		}
		return list
	})
	return ids
}

// CountOnce makes one piece of evidence of what an article and its reposts say: the first
// stays, with the number of the others. group names the group of reposts of an
// article, "" for none. What an article says twice stays twice.
func (l *Ledger) CountOnce(group func(article string) string) {
	l.eachEvidence(func(list []Evidence) []Evidence { return countOnce(list, group) })
}

func (l *Ledger) eachEvidence(f func([]Evidence) []Evidence) {
	for i := range l.Seats {
		s := &l.Seats[i]
		for k := range s.Tenures {
			s.Tenures[k].Evidence = f(s.Tenures[k].Evidence)
		}
		for k := range s.Gaps {
			s.Gaps[k].Evidence = f(s.Gaps[k].Evidence)
		}
	}
	for i := range l.Conflicts {
		l.Conflicts[i].Evidence = f(l.Conflicts[i].Evidence)
	}
}

func countOnce(list []Evidence, group func(article string) string) []Evidence {
	type statement struct {
		group, date string
		says        Kind
	}
	first := map[statement]int{} // place in kept
	counted := map[[2]string]bool{}
	kept := make([]Evidence, 0, len(list))
	for _, e := range list {
		s := statement{group(e.Article), e.Date, e.Says}
		at, ok := first[s]
		if s.group == "" || !ok || kept[at].Article == e.Article {
			if !ok {
				first[s] = len(kept)
			}
			kept = append(kept, e)
			continue
		}
		if key := [2]string{kept[at].Article, e.Article}; !counted[key] {
			counted[key] = true
			kept[at].Reposts++
		}
	}
	return kept
}
