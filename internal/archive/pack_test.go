package archive

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/pipeline"
)

// fill gives every field of a value something, whatever fields there are: a field that
// is added to documents and not to coder fails the test below.
func fill(r *rand.Rand, v reflect.Value) {
	switch v.Kind() { //nolint:exhaustive // what documents are made of
	case reflect.Struct:
		for _, field := range v.Fields() {
			fill(r, field)
		}
	case reflect.Slice:
		if r.IntN(8) > 0 {
			v.Set(reflect.MakeSlice(v.Type(), r.IntN(4), 4))
		}
		for i := range v.Len() {
			fill(r, v.Index(i))
		}
	case reflect.Pointer:
		if r.IntN(2) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(r, v.Elem())
		}
	case reflect.String:
		v.SetString([]string{"", "p1", "p2", "әкім", "әкімі", "Мәжіліс", "Әсет Болатов", "\xff\x00", "PERSON", "2024-03-05"}[r.IntN(10)])
	case reflect.Int:
		v.SetInt(int64([]int{0, 1, 5, 12, 13, -7, 1 << 40}[r.IntN(7)]))
	case reflect.Float64:
		v.SetFloat([]float64{0, 0.95, 87.15, 1e-9}[r.IntN(4)])
	case reflect.Bool:
		v.SetBool(r.IntN(2) > 0)
	default:
		panic("pack_test: fill a " + v.Kind().String())
	}
}

func again(t *testing.T, doc pipeline.Document) {
	t.Helper()
	got := header(&doc)
	if err := encode(&doc).decode(&got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(doc, got); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
}

// againInto is again into a document without header that was another one before.
func againInto(t *testing.T, used *pipeline.Document, doc pipeline.Document) {
	t.Helper()
	doc.ID, doc.URL, doc.Source, doc.Title, doc.Published, doc.Lang, doc.Script = "", "", "", "", "", "", ""
	if err := encode(&doc).decode(used); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(doc, *used); diff != "" {
		t.Fatalf("in the place of another (-want +got):\n%s", diff)
	}
}

func TestPackAnything(t *testing.T) {
	var used pipeline.Document

	for seed := range uint64(2000) {
		var doc pipeline.Document
		r := rand.New(rand.NewPCG(seed, 4))
		fill(r, reflect.ValueOf(&doc).Elem())
		doc.Text = "Әсет Болатов әкім болып\xff сайланды. Мәжіліс." + fmt.Sprint(seed)
		again(t, doc)
		againInto(t, &used, doc)
	}
}

func TestPackNews(t *testing.T) {
	gold, err := corpus.GoldArticles()
	must(t, err)
	packed, text := 0, 0
	var used pipeline.Document
	for _, g := range gold {
		doc := shared().Annotate(g.Article)
		again(t, doc)
		againInto(t, &used, doc)
		packed += len(pack(nil, &doc))
		text += len(doc.Text)
	}
	if packed > text*6/10 {
		t.Errorf("%d bytes for %d of text", packed, text)
	}
}

// Whatever stands in a damaged row, reading it ends, without a panic and without great
// memory.
func FuzzUnpack(f *testing.F) {
	doc := sample("a", "1")
	f.Add(pack(nil, &doc))
	f.Add([]byte{255, 255, 255, 255, 255, 255, 255, 255, 255, 1})
	f.Fuzz(func(t *testing.T, data []byte) {
		doc := pipeline.Document{Text: sample("a", "1").Text}
		if unpack(data, &doc) != nil {
			return
		}
		got := pipeline.Document{Text: doc.Text}
		if err := unpack(pack(nil, &doc), &got); err != nil {
			t.Fatal(err)
		}
	})
}
