// Package cfgwatch follows the configuration service's event stream (SSE).
package cfgwatch

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

var stream = &http.Client{
	// no overall timeout: the stream is meant to stay open, see the watchdog below
	Transport: &http.Transport{
		DialContext:           (&net.Dialer{Timeout: 4 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
		TLSHandshakeTimeout:   4 * time.Second,
		ResponseHeaderTimeout: 6 * time.Second,
		IdleConnTimeout:       30 * time.Second,
	},
}

func once(ctx context.Context, url string, apply func(string)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "text/event-stream")
	resp, err := stream.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != 200 {
		return fmt.Errorf("cfgwatch: %s", resp.Status)
	}

	// the service sends ":ping" every 20 s
	const silence = 60 * time.Second
	dog := time.AfterFunc(silence, cancel)
	defer dog.Stop()

	sc := bufio.NewScanner(resp.Body)
	for sc.Scan() {
		dog.Reset(silence)
		if v := strings.TrimPrefix(sc.Text(), "data: "); v != sc.Text() {
			apply(v)
		}
	}
	return sc.Err()
}

// Watch returns when ctx ends.
func Watch(ctx context.Context, url string, apply func(string), complain func(error)) {
	wait := time.Second
	for {
		began := time.Now()
		if err := once(ctx, url, apply); err != nil && ctx.Err() == nil {
			complain(err)
		}
		if time.Since(began) > time.Minute {
			wait = time.Second
		}
		t := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			t.Stop()
			return
		case <-t.C:
		}
		if wait < 30*time.Second {
			wait *= 2
		}
	}
}
