package evaluate

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A RetrievalScore holds means over topics; a document is relevant or not.
type RetrievalScore struct {
	Topics int     `json:"topics"`
	NDCG   float64 `json:"ndcg_10"`    // nDCG of the first ten
	MRR    float64 `json:"mrr_10"`     // one over the rank of the first relevant one of the first ten
	Recall float64 `json:"recall_100"` // share of relevant ones among the first hundred
}

// A Retrieval is what to score.
type Retrieval struct {
	Run   io.Reader // TREC run: topic Q0 document rank score name
	Qrels io.Reader // TREC judgments: topic 0 document relevance
	// Topics restricts the score to the topics of lines "id TAB query". Nil takes all
	// topics of the judgments.
	Topics io.Reader
}

// Score computes the scores as tools/bm25_eval.py does. Results count in the order of
// their ranks; a topic without results scores 0, a document listed twice counts once.
// A topic without a relevant document is an error.
func (e Retrieval) Score() (RetrievalScore, error) {
	relevant, topics, err := readQrels(e.Qrels)
	if err != nil {
		return RetrievalScore{}, fmt.Errorf("judgments: %w", err)
	}
	if e.Topics != nil {
		if topics, err = readTopics(e.Topics); err != nil {
			return RetrievalScore{}, fmt.Errorf("topics: %w", err)
		}
	}
	if len(topics) == 0 {
		return RetrievalScore{}, errors.New("retrieval: no topics")
	}
	run, err := readRun(e.Run)
	if err != nil {
		return RetrievalScore{}, fmt.Errorf("run: %w", err)
	}
	s := RetrievalScore{Topics: len(topics)}
	for _, topic := range topics {
		if len(relevant[topic]) == 0 {
			return RetrievalScore{}, fmt.Errorf("retrieval: topic %q has no relevant document", topic)
		}
		ndcg, mrr, recall := topicScore(run[topic], relevant[topic])
		s.NDCG, s.MRR, s.Recall = s.NDCG+ndcg, s.MRR+mrr, s.Recall+recall
	}
	n := float64(len(topics))
	s.NDCG, s.MRR, s.Recall = s.NDCG/n, s.MRR/n, s.Recall/n
	return s, nil
}

// topicScore scores the documents of one topic, best first.
func topicScore(docs []string, relevant map[string]bool) (ndcg, mrr, recall float64) {
	dcg, ideal, found := 0.0, 0.0, 0
	for i, doc := range docs[:min(100, len(docs))] {
		if !relevant[doc] {
			continue
		}
		found++
		if i < 10 {
			dcg += 1 / math.Log2(float64(i+2))
			if mrr == 0 {
				mrr = 1 / float64(i+1)
			}
		}
	}
	for i := range min(10, len(relevant)) {
		ideal += 1 / math.Log2(float64(i+2))
	}
	return dcg / ideal, mrr, float64(found) / float64(len(relevant))
}

func readQrels(r io.Reader) (relevant map[string]map[string]bool, topics []string, err error) {
	relevant = map[string]map[string]bool{}
	err = eachLine(r, func(_ int, line string) error {
		f := strings.Fields(line)
		if len(f) != 4 {
			return fmt.Errorf("%d fields, want 4", len(f))
		}
		rel, err := strconv.Atoi(f[3])
		if err != nil {
			return err
		}
		if relevant[f[0]] == nil {
			relevant[f[0]] = map[string]bool{}
			topics = append(topics, f[0])
		}
		if rel > 0 {
			relevant[f[0]][f[2]] = true
		}
		return nil
	})
	return relevant, topics, err
}

func readTopics(r io.Reader) (topics []string, err error) {
	err = eachLine(r, func(_ int, line string) error {
		id, _, ok := strings.Cut(line, "\t")
		if !ok || slices.Contains(topics, id) {
			return fmt.Errorf("topic %q stands twice or has no query", id)
		}
		topics = append(topics, id)
		return nil
	})
	return topics, err
}

// readRun gives the documents of each topic by rank.
func readRun(r io.Reader) (map[string][]string, error) {
	type result struct {
		doc  string
		rank int
	}
	results := map[string][]result{}
	err := eachLine(r, func(_ int, line string) error {
		f := strings.Fields(line)
		if len(f) != 6 {
			return fmt.Errorf("%d fields, want 6", len(f))
		}
		rank, err := strconv.Atoi(f[3])
		if err != nil {
			return err
		}
		results[f[0]] = append(results[f[0]], result{f[2], rank})
		return nil
	})
	run := map[string][]string{}
	for topic, list := range results {
		slices.SortStableFunc(list, func(a, b result) int { return cmp.Compare(a.rank, b.rank) })
		seen := map[string]bool{}
		for _, x := range list {
			if !seen[x.doc] {
				seen[x.doc] = true
				run[topic] = append(run[topic], x.doc)
			}
		}
	}
	return run, err
}

// Text renders the score on one line, as tools/bm25_eval.py does.
func (s RetrievalScore) Text() string {
	return fmt.Sprintf("topics %d nDCG@10 %.4f MRR@10 %.4f R@100 %.4f\n", s.Topics, s.NDCG, s.MRR, s.Recall)
}
