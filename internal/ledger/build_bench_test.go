package ledger

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// BenchmarkBuild makes the ledger of one seat that very many people have held, of which a
// name that stands for many posts makes one.
func BenchmarkBuild(b *testing.B) {
	for _, n := range []int{1000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, uint64(n)))
			seat := &SeatName{Key: "k", Post: "p", PostKey: "p"}
			var facts []Fact
			for i := range n {
				day := time.Date(2005, 1, 1+r.IntN(7000), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
				kind := []Kind{Began, Holds, Ended}[r.IntN(3)]
				facts = append(facts, Fact{
					Kind: kind, Person: fmt.Sprintf("P-%d", r.IntN(n*4/5)), Name: fmt.Sprintf("Name %d", i), Seat: seat, When: Range{day, day}, Stated: day, Elected: kind == Began && r.IntN(2) == 0,
					Acting: r.IntN(20) == 0, Evidence: Evidence{Article: fmt.Sprint(i), Published: day, Says: kind},
				})
			}
			b.ResetTimer()
			for b.Loop() {
				Build(facts, nil)
			}
		})
	}
}
