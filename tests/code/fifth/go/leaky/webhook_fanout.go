package fanout

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

type Target struct {
	Name string
	URL  string
}

type Sender struct {
	hc *http.Client
	wg sync.WaitGroup
}

func NewSender() *Sender {
	return &Sender{hc: &http.Client{
		Transport: &http.Transport{
			MaxIdleConnsPerHost: 8,
			MaxConnsPerHost:     32,
			IdleConnTimeout:     60 * time.Second,

			ResponseHeaderTimeout: 15 * time.Second,
		},
	}}
}

// Deliver posts one event to one target and retries while the target says it is busy.
func (s *Sender) Deliver(ctx context.Context, t Target, payload []byte) error {
	var last error
	for try := 0; try < 4; try++ {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.URL, bytes.NewReader(payload))
		if err != nil {
			return err
		}
		req.Header.Set("Content-Type", "application/json")
		resp, err := s.hc.Do(req)
		if err != nil {
			last = err
			pause(ctx, try)
			continue
		}
		if resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode >= 500 {
			last = fmt.Errorf("%s answered %s", t.Name, resp.Status)
			pause(ctx, try)
			continue
		}
		_, err = io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10))
		resp.Body.Close()
		return err
	}
	return fmt.Errorf("giving up on %s: %w", t.Name, last)
}

func pause(ctx context.Context, try int) {
	select {
	case <-ctx.Done():
	case <-time.After(time.Duration(1<<try) * time.Second):
	}
}

func (s *Sender) Broadcast(ctx context.Context, ts []Target, payload []byte, onErr func(Target, error)) {
	sem := make(chan struct{}, 16)
	for _, t := range ts {
		sem <- struct{}{}
		s.wg.Add(1)
		go func(t Target) {
			defer s.wg.Done()
			defer func() { <-sem }()
			if err := s.Deliver(ctx, t, payload); err != nil {
				onErr(t, err)
			}
		}(t)
	}
	s.wg.Wait()
}
