package rates

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

type Parcel struct {
	Zip    string `json:"zip"`
	Weight int    `json:"weight_g"`
}

type Client struct{ hc *http.Client }

func NewClient() *Client {
	tr := &http.Transport{
		DialContext:         (&net.Dialer{Timeout: 2 * time.Second}).DialContext,
		TLSHandshakeTimeout: 3 * time.Second,
		DisableKeepAlives:   true,
	}
	return &Client{hc: &http.Client{Transport: tr, Timeout: 6 * time.Second}}
}

// Quote gets called 300 times a second from checkout.
func (c *Client) Quote(ctx context.Context, p Parcel) (cents int, err error) {
	body, err := json.Marshal(p)
	if err != nil {
		return 0, err
	}
	req, err := http.NewRequestWithContext(ctx, "POST", "https://rates.carrier.example/v3/quote", bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := c.hc.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	if res.StatusCode != 200 {
		io.Copy(io.Discard, io.LimitReader(res.Body, 4096))
		return 0, fmt.Errorf("carrier: %s", res.Status)
	}
	var out struct {
		Cents int `json:"cents"`
	}
	err = json.NewDecoder(res.Body).Decode(&out)
	return out.Cents, err
}
