package sse

import (
	"bufio"
	"context"
	"errors"
	"log"
	"net/http"
	"strings"
	"time"
)

// Listener follows the CI server's event stream.
type Listener struct {
	URL    string
	HTTP   *http.Client // no overall timeout: the stream is endless
	Silent time.Duration

	lastID string
}

var errSilent = errors.New("sse: stream silent")

func (l *Listener) follow(ctx context.Context, fn func(event, data string)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)

	req, err := http.NewRequestWithContext(ctx, http.MethodGet, l.URL, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "text/event-stream")
	if l.lastID != "" {
		req.Header.Set("Last-Event-ID", l.lastID)
	}
	// the server sends a comment every 15 s, silence means it's dead
	watch := time.AfterFunc(l.Silent, func() { cancel(errSilent) })
	defer watch.Stop()

	resp, err := l.HTTP.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return errors.New("sse: " + resp.Status)
	}
	var event string
	var data []string
	sc := bufio.NewScanner(resp.Body)
	for sc.Scan() {
		watch.Reset(l.Silent)
		field, val, _ := strings.Cut(sc.Text(), ":")
		val = strings.TrimPrefix(val, " ")
		switch field {
		case "id":
			l.lastID = val
		case "event":
			event = val
		case "data":
			data = append(data, val)
		case "":
			if len(data) > 0 && sc.Text() == "" {
				fn(event, strings.Join(data, "\n"))
				event, data = "", nil
			}
		}
	}
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return sc.Err()
}

func (l *Listener) Run(ctx context.Context, fn func(event, data string)) {
	for ctx.Err() == nil {
		if err := l.follow(ctx, fn); err != nil {
			log.Printf("sse: %v, again in 5s", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(5 * time.Second):
		}
	}
}
