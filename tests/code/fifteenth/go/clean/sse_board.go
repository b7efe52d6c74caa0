package board

import (
	"fmt"
	"net/http"
	"sync"
	"time"
)

// Board pushes departures to the platform screens with server-sent events.
type Board struct {
	mu   sync.Mutex
	subs map[chan string]struct{}
}

func (b *Board) Publish(line string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for ch := range b.subs {
		select {
		case ch <- line:
		default: // the screen gets the next one
		}
	}
}

func (b *Board) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fl, ok := w.(http.Flusher)
	if !ok {
		http.Error(w, "no streaming", http.StatusNotImplemented)
		return
	}
	ch := make(chan string, 4)
	b.mu.Lock()
	b.subs[ch] = struct{}{}
	b.mu.Unlock()
	defer func() {
		b.mu.Lock()
		delete(b.subs, ch)
		b.mu.Unlock()
	}()

	w.Header().Set("Content-Type", "text/event-stream")
	fl.Flush()
	tick := time.NewTicker(25 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-tick.C:
			if _, err := fmt.Fprint(w, ": still here\n\n"); err != nil {
				return
			}
		case line := <-ch:
			if _, err := fmt.Fprintf(w, "data: %s\n\n", line); err != nil {
				return
			}
		}
		fl.Flush()
	}
}

func NewServer(addr string) *http.Server {
	mux := http.NewServeMux()
	mux.Handle("/departures", &Board{subs: map[chan string]struct{}{}})
	return &http.Server{Addr: addr, Handler: mux, ReadHeaderTimeout: 5 * time.Second, IdleTimeout: 2 * time.Minute}
}
