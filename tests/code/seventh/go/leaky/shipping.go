package carrier

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"
)

type Label struct {
	Tracking string `json:"tracking"`
	PDF      []byte `json:"pdf"`
}

type Client struct {
	hc    *http.Client
	base  string
	token string
}

func New(base, token string) *Client {
	return &Client{
		hc:    &http.Client{Timeout: 25 * time.Second},
		base:  base,
		token: token,
	}
}

var ErrGone = errors.New("carrier: shipment unknown")

// Label downloads the label, trying again while the carrier is still rendering it.
func (c *Client) Label(ctx context.Context, shipment string) (*Label, error) {
	backoff := 500 * time.Millisecond
	for try := 0; try < 6; try++ {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/labels/"+shipment, nil)
		if err != nil {
			return nil, err
		}
		req.Header.Set("Authorization", "Bearer "+c.token)
		resp, err := c.hc.Do(req)
		if err != nil {
			return nil, fmt.Errorf("label %s: %w", shipment, err)
		}
		if resp.StatusCode == http.StatusAccepted || resp.StatusCode == http.StatusTooManyRequests {
			slog.Info("label not ready", "shipment", shipment, "status", resp.Status, "try", try)
			select {
			case <-time.After(backoff):
			case <-ctx.Done():
				resp.Body.Close()
				return nil, ctx.Err()
			}
			backoff *= 2
			continue
		}
		if resp.StatusCode == http.StatusNotFound {
			resp.Body.Close()
			return nil, ErrGone
		}
		var l Label
		err = json.NewDecoder(resp.Body).Decode(&l)
		resp.Body.Close()
		if err != nil {
			return nil, fmt.Errorf("label %s (%s): %w", shipment, resp.Status, err)
		}
		return &l, nil
	}
	return nil, fmt.Errorf("label %s: carrier never finished", shipment)
}
