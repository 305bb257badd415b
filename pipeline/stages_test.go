//go:build unix

package pipeline_test

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/corpusgen"
	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline"
	"github.com/seed50815598/derek/pipeline/event"
	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/resolve"
	"github.com/seed50815598/derek/pipeline/tagger"
	"github.com/seed50815598/derek/pipeline/token"
)

// processorTime is what this process has used.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		b.Fatal(err)
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

// BenchmarkGenerated tells what each stage costs an article that the pipeline has not
// seen, of 3.2 KB, in microseconds of processor time, garbage collection included: in
// a long run every article brings new words. Other work on the machine changes
// processor time less than the time of the clock.
func BenchmarkGenerated(b *testing.B) {
	lex, err := lexicon.Default()
	if err != nil {
		b.Fatal(err)
	}
	model, err := tagger.Builtin()
	if err != nil {
		b.Fatal(err)
	}
	gen, err := corpusgen.New(7)
	if err != nil {
		b.Fatal(err)
	}
	const seen, fresh = 1000, 2000
	var articles []corpus.Article
	for i := range seen + fresh {
		articles = append(articles, gen.Article(i))
	}
	for _, rules := range []bool{false, true} {
		name, votes := "tagger", tagger.New(lex, model)
		if rules {
			name, votes = "rules", nil
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				s := newStages(lex, votes)
				s.run(b, articles[:seen])
				s.spent = map[string]time.Duration{}
				s.run(b, articles[seen:])
				for _, stage := range stageNames {
					b.ReportMetric(float64(s.spent[stage].Microseconds())/fresh, stage+"-µs")
				}
			}
		})
	}
	b.Run("whole", func(b *testing.B) {
		p := pipeline.New(lex, model)
		for _, art := range articles[:seen] {
			p.Annotate(art)
		}
		before := processorTime(b)
		for b.Loop() {
			for _, art := range articles[seen:] {
				p.Annotate(art)
			}
		}
		b.ReportMetric(float64((processorTime(b)-before).Microseconds())/fresh/float64(b.N), "cpu-µs/article")
	})
}

var stageNames = []string{"normalize", "tokens", "words", "mentions", "entities", "events"}

// stages run one after the other over all articles, each measured by itself.
type stages struct {
	tokens *token.Tokenizer
	morph  *morph.Analyzer
	finder *mention.Finder
	events *event.Extractor
	spent  map[string]time.Duration
}

func newStages(lex *lexicon.Lexicon, votes *tagger.Tagger) *stages {
	an := morph.New(lex)
	return &stages{token.New(lex), an, mention.New(lex, an, votes), event.New(lex, an), map[string]time.Duration{}}
}

func (s *stages) run(b *testing.B, articles []corpus.Article) {
	b.Helper()
	texts := make([]*mention.Text, len(articles))
	toks := make([][]token.Token, len(articles))
	results := make([]resolve.Result, len(articles))
	mentions := make([][]mention.Mention, len(articles))
	for k, stage := range []func(i int){
		func(i int) {
			texts[i] = &mention.Text{Clean: kazakh.Normalize(articles[i].Text).Clean, Published: articles[i].Published}
		},
		func(i int) {
			toks[i] = s.tokens.Tokenize(texts[i].Clean)
			texts[i].Sentences = s.tokens.Sentences(texts[i].Clean, toks[i])
		},
		func(i int) {
			texts[i].Words, texts[i].Script = s.morph.Words(texts[i].Clean, toks[i]), kazakh.ScriptOf(texts[i].Clean)
			if texts[i].Script == kazakh.Latin {
				texts[i].Variant = kazakh.DetectVariant(texts[i].Clean)
			}
		},
		func(i int) { mentions[i] = s.finder.Find(texts[i]) },
		func(i int) { results[i] = resolve.Article(mentions[i]) },
		func(i int) { s.events.Extract(texts[i], results[i]) },
	} {
		before := processorTime(b)
		for i := range articles {
			stage(i)
		}
		s.spent[stageNames[k]] += processorTime(b) - before
	}
}

// The cost of a byte does not depend on the length of its article: nothing may look
// at everything that stands before it. Compare cpu-ns/B, which no other work on the
// machine disturbs; with -benchtime 1x the words are known from the first text on.
func BenchmarkLength(b *testing.B) {
	p := newPipeline(b)
	gen, err := corpusgen.New(11)
	if err != nil {
		b.Fatal(err)
	}
	var all strings.Builder
	for i := 0; all.Len() < 4<<20; i++ {
		all.WriteString(gen.Article(i).Text + "\n\n")
	}
	p.Annotate(corpus.Article{ID: "known", Text: all.String()[:1<<20]})
	for _, size := range []struct {
		name  string
		bytes int
	}{{"10kB", 10_000}, {"100kB", 100_000}, {"1MB", 1_000_000}, {"4MB", 4_000_000}} {
		b.Run(size.name, func(b *testing.B) {
			art := corpus.Article{ID: "long", Text: strings.ToValidUTF8(all.String()[:size.bytes], "")}
			b.SetBytes(int64(len(art.Text)))
			b.ReportAllocs()
			before := processorTime(b)
			for b.Loop() {
				p.Annotate(art)
			}
			spent := processorTime(b) - before
			b.ReportMetric(float64(spent.Nanoseconds())/float64(b.N)/float64(len(art.Text)), "cpu-ns/B")
		})
	}
}
