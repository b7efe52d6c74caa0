package rates

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"
)

type Quote struct {
	Pair string  `json:"pair"`
	Mid  float64 `json:"mid"`
}

var ErrNotYet = errors.New("fixing not published yet")

type Fetcher struct {
	http *http.Client
	base string
}

func NewFetcher(base string) *Fetcher {
	return &Fetcher{
		base: base,
		http: &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{
			MaxIdleConnsPerHost:   8,
			IdleConnTimeout:       60 * time.Second,
			ResponseHeaderTimeout: 5 * time.Second,
		}},
	}
}

// Quotes asks the treasury service for the mid rates of the given day.
// ErrNotYet is returned before the fixing has been published.
func (f *Fetcher) Quotes(ctx context.Context, day time.Time) ([]Quote, error) {
	url := fmt.Sprintf("%s/fixings/%s", f.base, day.Format("2006-01-02"))
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/json")

	resp, err := f.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("fixings: %w", err)
	}
	switch resp.StatusCode {
	case http.StatusOK:
	case http.StatusNotFound, http.StatusTooEarly:
		return nil, ErrNotYet
	default:
		resp.Body.Close()
		return nil, fmt.Errorf("fixings: unexpected status %s", resp.Status)
	}
	defer resp.Body.Close()

	var out []Quote
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		return nil, fmt.Errorf("fixings: decode: %w", err)
	}
	return out, nil
}

// Watch polls until the fixing of the day is there. It gives up when ctx ends.
func (f *Fetcher) Watch(ctx context.Context, day time.Time, got func([]Quote)) {
	t := time.NewTicker(20 * time.Second)
	defer t.Stop()
	for {
		qs, err := f.Quotes(ctx, day)
		switch {
		case err == nil:
			got(qs)
			return
		case err != ErrNotYet:
			slog.Warn("fixing poll", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}
