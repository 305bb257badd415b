package desk

import (
	"context"
	"errors"
	"testing"
	"time"
)

// What one is doing, others of the same key wait for; of other keys they do not.
func TestTurnstile(t *testing.T) {
	var s turnstile
	done, err := s.begin(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	other, err := s.begin(t.Context(), "b")
	if err != nil {
		t.Fatal(err)
	}
	other()
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := s.begin(ctx, "a"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a second turn: got %v", err)
	}
	waiting := make(chan error)
	go func() {
		next, err := s.begin(context.Background(), "a")
		if err == nil {
			next()
		}
		waiting <- err
	}()
	done()
	if err := <-waiting; err != nil {
		t.Error(err)
	}
	if len(s.busy) != 0 {
		t.Errorf("%d keys are left", len(s.busy))
	}
}
