package pipeline_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed50815598/derek/corpus"
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

// A bench holds the built-in articles after every stage, so that each stage can be
// measured alone. One iteration is one pass over all of them.
type bench struct {
	tokenizer *token.Tokenizer
	analyzer  *morph.Analyzer
	finder    *mention.Finder
	extractor *event.Extractor

	articles []corpus.Article
	clean    []string
	tokens   [][]token.Token
	texts    []*mention.Text
	mentions [][]mention.Mention
	resolved []resolve.Result

	bytes, count int // of article text, of tokens
}

var prepare = sync.OnceValues(func() (*bench, error) {
	lex, err := lexicon.Default()
	if err != nil {
		return nil, err
	}
	model, err := tagger.Builtin()
	if err != nil {
		return nil, err
	}
	s := &bench{tokenizer: token.New(lex), analyzer: morph.New(lex), articles: corpus.Builtin()}
	s.finder, s.extractor = mention.New(lex, s.analyzer, tagger.New(lex, model)), event.New(lex, s.analyzer)
	for _, art := range s.articles {
		clean := kazakh.Normalize(art.Text).Clean
		toks := s.tokenizer.Tokenize(clean)
		text := &mention.Text{
			Clean: clean, Sentences: s.tokenizer.Sentences(clean, toks), Words: s.analyzer.Words(clean, toks),
			Script: kazakh.ScriptOf(clean), Published: art.Published,
		}
		if text.Script == kazakh.Latin {
			text.Variant = kazakh.DetectVariant(clean)
		}
		found := s.finder.Find(text)
		s.clean, s.tokens, s.texts = append(s.clean, clean), append(s.tokens, toks), append(s.texts, text)
		s.mentions, s.resolved = append(s.mentions, found), append(s.resolved, resolve.Article(found))
		s.bytes += len(art.Text)
		s.count += len(toks)
	}
	return s, nil
})

// measure runs one stage over every article, by number.
func measure(b *testing.B, stage func(s *bench, i int)) {
	b.Helper()
	s, err := prepare()
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(s.bytes))
	b.ReportAllocs()
	for b.Loop() {
		for i := range s.articles {
			stage(s, i)
		}
	}
	b.ReportMetric(float64(s.count)*float64(b.N)/b.Elapsed().Seconds(), "tokens/s")
}

func BenchmarkNormalize(b *testing.B) {
	measure(b, func(s *bench, i int) { kazakh.Normalize(s.articles[i].Text) })
}

func BenchmarkTokenize(b *testing.B) {
	measure(b, func(s *bench, i int) { s.tokenizer.Sentences(s.clean[i], s.tokenizer.Tokenize(s.clean[i])) })
}

// Words remembers the words it has seen, as it does in a long run: the first pass
// fills its memory before the clock starts.
func BenchmarkWords(b *testing.B) {
	measure(b, func(s *bench, i int) { s.analyzer.Words(s.clean[i], s.tokens[i]) })
}

func BenchmarkMentions(b *testing.B) {
	measure(b, func(s *bench, i int) { s.finder.Find(s.texts[i]) })
}

func BenchmarkResolve(b *testing.B) {
	measure(b, func(s *bench, i int) { resolve.Article(s.mentions[i]) })
}

func BenchmarkEvents(b *testing.B) {
	measure(b, func(s *bench, i int) { s.extractor.Extract(s.texts[i], s.resolved[i]) })
}

func BenchmarkAnnotate(b *testing.B) {
	p := newPipeline(b)
	measure(b, func(s *bench, i int) { p.Annotate(s.articles[i]) })
}

// Profiles are those of articles annotated before, as when an archive works out who is who.
func BenchmarkProfiles(b *testing.B) {
	p := newPipeline(b)
	var docs []pipeline.Document
	for _, art := range corpus.Builtin() {
		docs = append(docs, p.Annotate(art))
	}
	var profiles []resolve.Profile
	measure(b, func(_ *bench, i int) { profiles = p.AppendProfiles(profiles[:0], &docs[i]) })
}

// AnnotateRules is Annotate without the tagger.
func BenchmarkAnnotateRules(b *testing.B) {
	lex, err := lexicon.Default()
	if err != nil {
		b.Fatal(err)
	}
	p := pipeline.New(lex, nil)
	measure(b, func(s *bench, i int) { p.Annotate(s.articles[i]) })
}

// Tag tags every sentence, as evaluate tagger does; in articles only those are tagged
// in which the rules leave something open.
func BenchmarkTag(b *testing.B) {
	lex, err := lexicon.Default()
	if err != nil {
		b.Fatal(err)
	}
	model, err := tagger.Builtin()
	if err != nil {
		b.Fatal(err)
	}
	t := tagger.New(lex, model)
	measure(b, func(s *bench, i int) {
		for _, sentence := range s.texts[i].Sentences {
			t.Tag(s.texts[i].Words[sentence.First:sentence.Last], nil)
		}
	})
}

// Phrases that may hold others of their kind must not be read again for every one
// that holds them: in rows of them the cost doubled with each.
func TestCostOfRepetition(t *testing.T) {
	p := newPipeline(t)
	for _, unit := range []string{
		"кеңесі ",
		"жанындағы кеңесінің ",
		"орынбасарының орынбасары ",
		"төрағасы мәселелері жөніндегі ",
		"«Кеңес» ",
		"облыстық ",
		"және ",
		"А.",
		"сайланды ",
	} {
		done := make(chan struct{})
		go func() {
			p.Annotate(corpus.Article{ID: "row", Text: strings.Repeat(unit, 24)})
			close(done)
		}()
		select {
		case <-done:
		case <-time.After(2 * time.Second): // two thousand times what it needs
			t.Errorf("%q 24 times takes more than two seconds", unit)
		}
	}
}
