package fx

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// Rates fetches the daily reference rates; one Client for the whole process.
type Rates struct {
	hc  *http.Client
	url string
}

func NewRates(url string) *Rates {
	return &Rates{url: url, hc: &http.Client{Timeout: 8 * time.Second}}
}

func (r *Rates) Fetch(ctx context.Context, day time.Time) (map[string]float64, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.url+"?d="+day.Format("2006-01-02"), nil)
	if err != nil {
		return nil, err
	}
	resp, err := r.hc.Do(req)
	if err != nil {
		return nil, fmt.Errorf("fx: %w", err)
	}
	defer func() {
		// drained so that the connection can be used again
		io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10))
		resp.Body.Close()
	}()
	switch resp.StatusCode {
	case http.StatusOK:
	case http.StatusNotFound:
		return nil, nil // bank holiday
	default:
		return nil, fmt.Errorf("fx: %s", resp.Status)
	}
	var out struct {
		Rates map[string]float64 `json:"rates"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		return nil, fmt.Errorf("fx: decode: %w", err)
	}
	return out.Rates, nil
}
