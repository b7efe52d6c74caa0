package tariff

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// Band is one price band of the day-ahead tariff.
type Band struct {
	From  time.Time `json:"from"`
	To    time.Time `json:"to"`
	Cents float64   `json:"cents_kwh"`
}

type Fetcher struct {
	base string
	hc   *http.Client
}

func NewFetcher(base string) *Fetcher {
	return &Fetcher{
		base: base,
		hc:   &http.Client{Timeout: 8 * time.Second},
	}
}

// Day loads all bands of a day. The supplier answers 404 until about 14:30.
func (f *Fetcher) Day(ctx context.Context, day time.Time, zone string) ([]Band, error) {
	q := url.Values{}
	q.Set("day", day.Format("2006-01-02"))
	q.Set("zone", zone)

	req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.base+"/v2/bands?"+q.Encode(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/json")

	resp, err := f.hc.Do(req)
	if err != nil {
		return nil, fmt.Errorf("tariff %s: %w", zone, err)
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("tariff %s: supplier says %s", zone, resp.Status)
	}
	defer resp.Body.Close()

	var out struct {
		Bands []Band `json:"bands"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		return nil, fmt.Errorf("tariff %s: decode: %w", zone, err)
	}
	return out.Bands, nil
}

// Poll asks every minute until the bands are there.
func (f *Fetcher) Poll(ctx context.Context, day time.Time, zone string) ([]Band, error) {
	t := time.NewTicker(time.Minute)
	defer t.Stop()
	for {
		b, err := f.Day(ctx, day, zone)
		if err == nil && len(b) > 0 {
			return b, nil
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-t.C:
		}
	}
}
