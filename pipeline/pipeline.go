// Package pipeline runs the stages in order.
//
// It takes articles and gives annotated documents. Annotate is pure: one article
// in, one document out. Run does many in parallel and keeps their order. Reading
// and storing are left to corpus and internal/archive.
package pipeline

import (
	"cmp"
	"slices"
	"sync"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline/event"
	"github.com/seed50815598/derek/pipeline/fingerprint"
	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/resolve"
	"github.com/seed50815598/derek/pipeline/tagger"
	"github.com/seed50815598/derek/pipeline/token"
)

// A Pipeline annotates articles. It is read-only after New and safe for
// concurrent use.
type Pipeline struct {
	tokens   *token.Tokenizer
	morph    *morph.Analyzer
	mentions func() *mention.Finder // made when it is first needed, as is what follows
	events   func() *event.Extractor
	names    func() *resolve.Names
	keys     func() *morph.Memo[wordKey, struct{}]
	days     map[string]bool // names of months and weekdays
	version  string
	groups   bool // documents state the events of groups too
	caches   *caches
}

// caches are those of the stages that were made.
type caches struct {
	mu   sync.Mutex
	list []interface{ Forget() }
}

func (c *caches) add(of interface{ Forget() }) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list = append(c.list, of)
}

// Forget drops what the stages have kept of frequent words, some 60 MB after thousands of
// articles. They go on as before, more slowly at first.
func (p *Pipeline) Forget() {
	p.caches.mu.Lock()
	defer p.caches.mu.Unlock()
	for _, c := range p.caches.list {
		c.Forget()
	}
}

// New makes a pipeline of the lexicon. Rules are compiled when the first article is
// annotated: who asks for keys and tokens alone does without them. Without a model,
// which may be nil, only rules decide.
func New(lex *lexicon.Lexicon, model *tagger.Model) *Pipeline {
	analyzer := morph.Shared(lex)
	p := &Pipeline{
		tokens:  token.New(lex),
		morph:   analyzer,
		events:  sync.OnceValue(func() *event.Extractor { return event.New(lex, analyzer) }),
		keys:    sync.OnceValue(func() *morph.Memo[wordKey, struct{}] { return newKeys(analyzer) }),
		days:    map[string]bool{},
		version: lex.Version(),
		caches:  &caches{list: []interface{ Forget() }{analyzer}},
	}
	p.names = sync.OnceValue(func() *resolve.Names {
		n := resolve.NewNames(lex, analyzer)
		p.caches.add(n)
		return n
	})
	for _, table := range []string{"months", "weekdays"} {
		for _, row := range lex.Table(table).Rows {
			p.days[row.Key] = true
		}
	}
	if model != nil {
		p.version += "+" + model.Version()
	}
	p.mentions = sync.OnceValue(func() *mention.Finder {
		if model == nil {
			return mention.New(lex, analyzer, nil)
		}
		t := tagger.New(lex, model)
		p.caches.add(t)
		return mention.New(lex, analyzer, t)
	})
	return p
}

// WithGroups returns a pipeline that differs in one thing: its documents also have
// events of several people whom nobody names ("the members were elected"), with
// Person "" and a rule that begins with "group". The contract counts those as no event.
func (p *Pipeline) WithGroups() *Pipeline {
	with := *p
	with.groups = true
	return &with
}

// Version names the lexicon and model that the pipeline was made with.
func (p *Pipeline) Version() string { return p.version }

// A work is one article on its way through the stages.
type work struct {
	article corpus.Article
	clean   *kazakh.Text
	text    *mention.Text
	result  resolve.Result
	facts   event.Facts
}

// Annotate runs all stages on one article.
func (p *Pipeline) Annotate(art corpus.Article) Document {
	doc, _ := p.annotate(art, false)
	return doc
}

// annotate is Annotate, with the fingerprint when it is asked for.
func (p *Pipeline) annotate(art corpus.Article, printed bool) (doc Document, mark fingerprint.Print) {
	b := resting.Get().(*buffers)
	doc = document(p.run(art, b))
	if printed {
		mark = p.printOf(b)
	}
	b.rest()
	return doc, mark
}

// buffers hold the tokens, words and mentions of an article while it is worked on. A
// document does not point into them.
type buffers struct {
	tokens   []token.Token
	words    []morph.Word
	mentions []mention.Mention
	hashes   []uint64 // of the keys of the words that have one
}

// resting are the buffers that wait for the next article.
var resting = sync.Pool{New: func() any { return new(buffers) }}

// rest empties the buffers, so that they point to no article, and puts them back.
func (b *buffers) rest() {
	clear(b.words)
	clear(b.mentions)
	b.tokens, b.words, b.mentions, b.hashes = b.tokens[:0], b.words[:0], b.mentions[:0], b.hashes[:0]
	resting.Put(b)
}

// run works on an article; the work lives as long as the buffers do not rest.
func (p *Pipeline) run(art corpus.Article, b *buffers) *work {
	w := &work{article: art, clean: kazakh.Normalize(art.Text)}
	w.text = p.read(w.clean.Clean, art.Published, b)
	b.mentions = p.mentions().AppendMentions(b.mentions[:0], w.text)
	w.result = resolve.Article(b.mentions)
	w.facts = p.events().Extract(w.text, w.result)
	if p.groups {
		w.facts.Events = append(w.facts.Events, w.facts.Groups...)
		slices.SortStableFunc(w.facts.Events, func(a, b event.Event) int { return cmp.Compare(a.Trigger.Start, b.Trigger.Start) })
	}
	return w
}

// read tokenizes and analyses clean text.
func (p *Pipeline) read(clean, published string, b *buffers) *mention.Text {
	b.tokens = p.tokens.AppendTokens(b.tokens[:0], clean)
	b.words = p.morph.AppendWords(b.words[:0], clean, b.tokens)
	t := &mention.Text{
		Clean:     clean,
		Sentences: p.tokens.Sentences(clean, b.tokens),
		Words:     b.words,
		Script:    kazakh.ScriptOf(clean),
		Published: published,
	}
	if t.Script == kazakh.Latin {
		t.Variant = kazakh.DetectVariant(clean)
	}
	return t
}
