package payhook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

var errFinal = errors.New("not accepted")

type Sender struct {
	http  *http.Client
	tries int
}

func NewSender() *Sender {
	return &Sender{
		tries: 4,
		http: &http.Client{
			Timeout: 15 * time.Second,
			Transport: &http.Transport{
				MaxConnsPerHost:     32,
				MaxIdleConnsPerHost: 16,
				IdleConnTimeout:     50 * time.Second,
			},
		},
	}
}

func (s *Sender) once(ctx context.Context, url string, body []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	resp, err := s.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, io.LimitReader(resp.Body, 32<<10))
	if c := resp.StatusCode; c >= 500 || c == http.StatusTooManyRequests {
		return fmt.Errorf("status %d", c)
	} else if c >= 300 {
		return fmt.Errorf("%w: status %d", errFinal, c)
	}
	return nil
}

func (s *Sender) Send(ctx context.Context, url string, body []byte) (err error) {
	for i := 0; i < s.tries; i++ {
		if err = s.once(ctx, url, body); err == nil || errors.Is(err, errFinal) {
			return err
		}
		t := time.NewTimer(time.Duration(i+1) * 2 * time.Second)
		select {
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
			return ctx.Err()
		}
	}
	return err
}
