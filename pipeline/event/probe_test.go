package event

import (
	"fmt"
	"os"
	"testing"
)

func TestProbe(t *testing.T) {
	o := newOracle(t)
	s := os.Getenv("PROBE")
	tx := o.text(s, "2024-04-10")
	for i, w := range tx.Words {
		fmt.Print(i, " ", w.Text, " kind", w.Kind, " :")
		for i, a := range w.Analyses {
			if i > 4 {
				break
			}
			fmt.Print("  ", a.Lemma, "/", a.POS, a.Chain, a.Known)
		}
		fmt.Println()
	}
}
