package flags

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"math/rand"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

// Watcher follows the feature flag service's event stream. The service sends ":hb" every 15 seconds.
type Watcher struct {
	URL     string
	Client  *http.Client // without an overall Timeout: the stream has no end
	current atomic.Value // map[string]bool
}

func (w *Watcher) On(name string) bool {
	m, _ := w.current.Load().(map[string]bool)
	return m[name]
}

func (w *Watcher) Run(ctx context.Context) {
	fails := 0
	for ctx.Err() == nil {
		lines, err := w.follow(ctx)
		if lines > 0 {
			fails = 0
		}
		fails++
		if fails > 6 {
			fails = 6
		}
		pause := time.Duration(rand.Int63n(int64(time.Second) << fails))
		log.Printf("flags: stream ended after %d lines (%v), again in %v", lines, err, pause)
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

func (w *Watcher) follow(parent context.Context) (lines int, err error) {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	silence := time.AfterFunc(45*time.Second, cancel)
	defer silence.Stop()

	req, err := http.NewRequestWithContext(ctx, "GET", w.URL, nil)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Accept", "text/event-stream")
	res, err := w.Client.Do(req)
	if err != nil {
		return 0, err
	}
	sc := bufio.NewScanner(res.Body)
	defer func() {
		if cerr := res.Body.Close(); err == nil {
			err = cerr
		}
	}()
	if res.StatusCode != 200 {
		return 0, fmt.Errorf("flags: %s", res.Status)
	}
	for sc.Scan() {
		silence.Reset(45 * time.Second)
		lines++
		data := strings.TrimPrefix(sc.Text(), "data: ")
		if data == sc.Text() {
			continue
		}
		m := map[string]bool{}
		if err := json.Unmarshal([]byte(data), &m); err != nil {
			return lines, fmt.Errorf("flags: bad event: %w", err)
		}
		w.current.Store(m)
	}
	return lines, sc.Err()
}
