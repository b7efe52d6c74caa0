package tariff

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// Client talks to the customs tariff service of the broker.
type Client struct {
	base string
	hc   *http.Client
}

func New(base string) *Client {
	return &Client{base: base, hc: &http.Client{Timeout: 12 * time.Second}}
}

type Duty struct {
	Code string  `json:"code"`
	Rate float64 `json:"rate"`
}

// Lookup returns the duty for a commodity code, nil if there is none.
func (c *Client) Lookup(ctx context.Context, code string) (*Duty, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/v2/duty/"+code, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/json")
	resp, err := c.hc.Do(req)
	if err != nil {
		return nil, fmt.Errorf("tariff %s: %w", code, err)
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("tariff %s: %s", code, resp.Status)
	}
	defer resp.Body.Close()

	var d Duty
	if err := json.NewDecoder(resp.Body).Decode(&d); err != nil {
		return nil, fmt.Errorf("tariff %s: decode: %w", code, err)
	}
	if d.Code == "" {
		return nil, nil
	}
	return &d, nil
}
