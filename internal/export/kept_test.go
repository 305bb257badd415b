package export

import (
	"io"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/seed50815598/derek/internal/ledger"
)

// A fact comes back from the shelf as it was put, and a record that is cut short is not
// taken for a whole one.
func TestKept(t *testing.T) {
	name := ledger.SeatName{Key: "k", Post: "әкім", Body: "Абай ауданы", Place: "Абай", PostKey: "akim", Many: true, Scoped: true}
	want := kept{seat: packSeat(&name), org: "O-1", land: "L-1", region: "Абай облысы"}
	want.Fact = &ledger.Fact{
		Kind: ledger.Ended, Person: "P-1", Name: "Н. Ә.\x00", Acting: true, When: ledger.Range{From: "2020-01-01", To: "2020-01-31"},
		Stated: "2020-01", Elected: true, Background: true,
		Evidence: ledger.Evidence{
			Article: "a", Published: "2020-02-01", Start: 7, End: 1 << 40, Quote: "12+34", Says: ledger.Began, Date: "2020", Rule: "r", Reposts: 2,
		},
	}
	// What facts may say one day is to be kept, too.
	for _, v := range []any{name, *want.Fact, want.Evidence} {
		for field, value := range reflect.ValueOf(v).Fields() {
			if left := field.Name == "Seat" || field.Name == "Org" || reflect.TypeOf(v) == reflect.TypeFor[ledger.Fact]() && field.Name == "Place"; field.IsExported() && value.IsZero() != left {
				t.Errorf("%T.%s is not tried", v, field.Name)
			}
		}
	}
	data := want.pack(nil)
	s := newSeat("k")
	if err := s.add(data); err != nil {
		t.Fatal(err)
	}
	if err := s.add(data); err != nil {
		t.Fatal(err)
	}
	if a, b := s.facts[0].Seat, s.facts[1].Seat; a != b || a.Key != "k" || a.Post != name.Post || a.Body != name.Body ||
		a.Place != name.Place || a.PostKey != name.PostKey || !a.Many || !a.Scoped {
		t.Errorf("seats %+v, %+v", a, b)
	}
	got := s.facts[1]
	if got.Seat = nil; *got != *want.Fact {
		t.Errorf("got %+v, want %+v", got, want.Fact)
	}
	if s.orgs["O-1"] != 2 || s.lands["L-1"] != 2 || s.regions[want.region] != 2 {
		t.Errorf("%v %v %v", s.orgs, s.lands, s.regions)
	}
	for n := range data {
		if err := newSeat("k").add(data[:n]); err == nil {
			t.Errorf("the first %d of %d bytes are a fact", n, len(data))
		}
	}
	for n := range want.seat[:len(want.seat)-1] {
		if _, err := unpackSeat(want.seat[:n]); err == nil {
			t.Errorf("the first %d of %d bytes are a seat", n, len(want.seat))
		}
	}
}

// Pages that are used again are empty, and a folder that has gone is said.
func TestPages(t *testing.T) {
	p, err := newPages(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	a, b := p.GetBuffer(), p.GetBuffer()
	for _, text := range []string{"long", "x"} {
		if _, err := a.Seek(0, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(a, text); err != nil {
			t.Fatal(err)
		}
		if _, err := a.Seek(0, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(a); err != nil || string(got) != text {
			t.Errorf("%q, %v, want %q", got, err, text)
		}
		p.PutBuffer(a)
		if c := p.GetBuffer(); c != a || c == b {
			t.Error("the file is not used again")
		}
	}
	if len(p.all) != 2 {
		t.Errorf("%d files", len(p.all))
	}
	if err := os.RemoveAll(p.dir); err != nil {
		t.Fatal(err)
	}
	if _, err := p.GetBuffer().Write(nil); err == nil {
		t.Error("written without a folder")
	}
	if err := p.close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Dir(p.dir)); err != nil {
		t.Error(err)
	}
}
