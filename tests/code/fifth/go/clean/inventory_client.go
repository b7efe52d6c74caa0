package inventory

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

type Client struct {
	base string
	http *http.Client
}

var ErrGone = errors.New("article gone")

func NewClient(base string) *Client {
	tr := http.DefaultTransport.(*http.Transport).Clone()
	tr.MaxIdleConnsPerHost = 20
	tr.MaxConnsPerHost = 60
	tr.ResponseHeaderTimeout = 5 * time.Second
	return &Client{base: base, http: &http.Client{Transport: tr, Timeout: 10 * time.Second}}
}

// finish empties the body as far as it is worth it, so that the connection can be used again.
func finish(r *http.Response) {
	io.CopyN(io.Discard, r.Body, 32<<10)
	r.Body.Close()
}

func (c *Client) get(ctx context.Context, path string) (*http.Response, error) {
	for try := 0; ; try++ {
		req, err := http.NewRequestWithContext(ctx, "GET", c.base+path, nil)
		if err != nil {
			return nil, err
		}
		resp, err := c.http.Do(req)
		if err != nil {
			return nil, err
		}
		if resp.StatusCode != http.StatusServiceUnavailable || try == 2 {
			return resp, nil
		}
		finish(resp)
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(300 * time.Millisecond << try):
		}
	}
}

func (c *Client) Stock(ctx context.Context, sku string) (int, error) {
	resp, err := c.get(ctx, "/stock/"+url.PathEscape(sku))
	if err != nil {
		return 0, err
	}
	defer finish(resp)
	switch resp.StatusCode {
	case http.StatusOK:
	case http.StatusGone, http.StatusNotFound:
		return 0, ErrGone
	default:
		return 0, fmt.Errorf("stock %s: %s", sku, resp.Status)
	}
	var v struct {
		Free int `json:"free"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&v); err != nil {
		return 0, err
	}
	return v.Free, nil
}

// Photo gives the stream away; the caller closes it.
func (c *Client) Photo(ctx context.Context, sku string) (io.ReadCloser, error) {
	resp, err := c.get(ctx, "/photo/"+url.PathEscape(sku))
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		finish(resp)
		return nil, fmt.Errorf("photo %s: %s", sku, resp.Status)
	}
	return resp.Body, nil
}
