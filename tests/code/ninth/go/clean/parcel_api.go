package parcel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

var ErrUnknown = errors.New("parcel unknown")

type Client struct {
	base string
	http *http.Client
}

func New(base string) *Client {
	return &Client{
		base: base,
		http: &http.Client{
			Timeout: 12 * time.Second,
			Transport: &http.Transport{
				DialContext:         (&net.Dialer{Timeout: 3 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
				MaxIdleConnsPerHost: 16,
				MaxConnsPerHost:     64,
				IdleConnTimeout:     50 * time.Second,
			},
		},
	}
}

// discard reads the little that may be left so that the connection is reused.
func discard(rc io.ReadCloser) {
	_, _ = io.CopyN(io.Discard, rc, 16<<10)
	_ = rc.Close()
}

func (c *Client) call(ctx context.Context, path string, into interface{}) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path, nil)
	if err != nil {
		return err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer discard(resp.Body)

	switch {
	case resp.StatusCode == http.StatusNotFound:
		return ErrUnknown
	case resp.StatusCode >= 300:
		return fmt.Errorf("parcel api: %s", resp.Status)
	case into == nil:
		return nil
	}
	return json.NewDecoder(resp.Body).Decode(into)
}

// Where tells the last scan.
func (c *Client) Where(ctx context.Context, no string) (place string, at time.Time, err error) {
	var scan struct {
		Depot string    `json:"depot"`
		At    time.Time `json:"at"`
	}
	if err = c.call(ctx, "/parcel/"+no+"/last", &scan); err != nil {
		return "", time.Time{}, err
	}
	return scan.Depot, scan.At, nil
}

func (c *Client) Healthy(ctx context.Context) bool {
	return c.call(ctx, "/healthz", nil) == nil
}
