package fxrates

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// Client asks the treasury service for end-of-day rates.
type Client struct {
	base string
	hc   *http.Client
}

func New(base string) *Client {
	return &Client{base: base, hc: &http.Client{Timeout: 10 * time.Second}}
}

type Rate struct {
	Pair string  `json:"pair"`
	Mid  float64 `json:"mid"`
	AsOf string  `json:"as_of"`
}

// EndOfDay returns all pairs for the given day (2006-01-02).
func (c *Client) EndOfDay(ctx context.Context, day string) ([]Rate, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/eod/"+day, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/json")

	resp, err := c.hc.Do(req)
	if err != nil {
		return nil, fmt.Errorf("eod %s: %w", day, err)
	}
	if resp.StatusCode == http.StatusNotFound {
		// holidays have no fixing
		return nil, nil
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("eod %s: %s", day, resp.Status)
	}

	var out []Rate
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		return nil, fmt.Errorf("eod %s: decode: %w", day, err)
	}
	return out, nil
}
