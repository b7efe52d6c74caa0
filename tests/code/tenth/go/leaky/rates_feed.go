package rates

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand"
	"net/http"
	"time"
)

type Quote struct {
	Pair string    `json:"pair"`
	Bid  float64   `json:"bid"`
	Ask  float64   `json:"ask"`
	At   time.Time `json:"at"`
}

// Feed pulls FX quotes from the treasury gateway. The gateway throttles us
// with 429 during the London open, so every call is allowed a few attempts.
type Feed struct {
	base     string
	token    string
	attempts int
	hc       *http.Client
}

func NewFeed(base, token string) *Feed {
	return &Feed{
		base:     base,
		token:    token,
		attempts: 4,
		hc:       &http.Client{Timeout: 15 * time.Second},
	}
}

func (f *Feed) Quotes(ctx context.Context, desk string) ([]Quote, error) {
	var lastStatus int
	for i := 0; i < f.attempts; i++ {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.base+"/v2/quotes?desk="+desk, nil)
		if err != nil {
			return nil, err
		}
		req.Header.Set("Authorization", "Bearer "+f.token)

		resp, err := f.hc.Do(req)
		if err != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			f.pause(ctx, i)
			continue
		}
		if resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode >= 500 {
			lastStatus = resp.StatusCode
			f.pause(ctx, i)
			continue
		}
		return decode(resp)
	}
	return nil, fmt.Errorf("rates: gave up after %d attempts, last status %d", f.attempts, lastStatus)
}

func decode(resp *http.Response) ([]Quote, error) {
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		msg, _ := io.ReadAll(io.LimitReader(resp.Body, 512))
		return nil, fmt.Errorf("rates: %s: %s", resp.Status, msg)
	}
	var out []Quote
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		return nil, fmt.Errorf("rates: decode: %w", err)
	}
	return out, nil
}

func (f *Feed) pause(ctx context.Context, n int) {
	d := time.Duration(1<<uint(n))*200*time.Millisecond + time.Duration(rand.Intn(100))*time.Millisecond
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
