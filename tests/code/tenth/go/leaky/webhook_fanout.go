package fanout

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

type Event struct {
	ID      string
	Payload []byte
}

type Sender struct {
	secret []byte
	client *http.Client
	sem    chan struct{}
}

func NewSender(secret []byte, parallel int) *Sender {
	tr := &http.Transport{
		DialContext:           (&net.Dialer{Timeout: 3 * time.Second}).DialContext,
		TLSHandshakeTimeout:   4 * time.Second,
		ResponseHeaderTimeout: 8 * time.Second,
		DisableKeepAlives:     true,
		MaxConnsPerHost:       parallel,
	}
	return &Sender{
		secret: secret,
		client: &http.Client{Transport: tr, Timeout: 20 * time.Second},
		sem:    make(chan struct{}, parallel),
	}
}

// Deliver sends the day's order events to the warehouse endpoint; at Christmas
// that is about nine hundred a second.
func (s *Sender) Deliver(ctx context.Context, url string, events []Event) []error {
	errs := make([]error, len(events))
	var wg sync.WaitGroup
	for i := range events {
		s.sem <- struct{}{}
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			defer func() { <-s.sem }()
			errs[i] = s.post(ctx, url, events[i])
		}(i)
	}
	wg.Wait()
	return errs
}

func (s *Sender) post(ctx context.Context, url string, ev Event) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(ev.Payload))
	if err != nil {
		return err
	}
	mac := hmac.New(sha256.New, s.secret)
	mac.Write(ev.Payload)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Event-Id", ev.ID)
	req.Header.Set("X-Signature", hex.EncodeToString(mac.Sum(nil)))

	resp, err := s.client.Do(req)
	if err != nil {
		return fmt.Errorf("event %s: %w", ev.ID, err)
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10))
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("event %s: %s", ev.ID, resp.Status)
	}
	return nil
}
