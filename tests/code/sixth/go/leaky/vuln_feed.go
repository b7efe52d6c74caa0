package vulnfeed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

type Advisory struct {
	ID       string   `json:"id"`
	Packages []string `json:"packages"`
}

type Client struct {
	Base string
	hc   *http.Client
}

func New(base string) *Client {
	return &Client{Base: base, hc: &http.Client{
		Transport: &http.Transport{
			MaxIdleConnsPerHost:   4,
			MaxConnsPerHost:       16,
			IdleConnTimeout:       60 * time.Second,
			ResponseHeaderTimeout: 15 * time.Second,
		},
	}}
}

var errBusy = errors.New("feed is busy")

func (c *Client) page(ctx context.Context, n int) ([]Advisory, error) {
	req, err := http.NewRequestWithContext(ctx, "GET", fmt.Sprintf("%s/advisories?page=%d", c.Base, n), nil)
	if err != nil {
		return nil, err
	}
	rsp, err := c.hc.Do(req)
	if err != nil {
		return nil, err
	}
	switch rsp.StatusCode {
	case http.StatusOK:
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return nil, errBusy
	default:
		rsp.Body.Close()
		return nil, fmt.Errorf("page %d: %s", n, rsp.Status)
	}
	defer rsp.Body.Close()
	var out []Advisory
	err = json.NewDecoder(rsp.Body).Decode(&out)
	return out, err
}

// All reads pages until an empty one.
func (c *Client) All(ctx context.Context) (all []Advisory, err error) {
	for n, tries := 1, 0; ; {
		p, err := c.page(ctx, n)
		if errors.Is(err, errBusy) && tries < 8 {
			tries++
			time.Sleep(time.Duration(tries) * time.Second)
			continue
		}
		if err != nil || len(p) == 0 {
			return all, err
		}
		all = append(all, p...)
		n, tries = n+1, 0
	}
}
