package weather

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

type Station struct {
	ID   string  `json:"id"`
	Temp float64 `json:"t"`
	Wind float64 `json:"ff"`
}

type Poller struct {
	client *http.Client
	url    string
	out    chan<- Station
}

func NewPoller(url string, out chan<- Station) *Poller {
	tr := &http.Transport{
		DialContext:           (&net.Dialer{Timeout: 3 * time.Second}).DialContext,
		TLSHandshakeTimeout:   3 * time.Second,
		ResponseHeaderTimeout: 5 * time.Second,
		MaxIdleConnsPerHost:   8,
		DisableKeepAlives:     true,
	}
	return &Poller{
		client: &http.Client{Transport: tr, Timeout: 10 * time.Second},
		url:    url,
		out:    out,
	}
}

// Run asks for every station twice a second, the wind warning needs it that often.
func (p *Poller) Run(ctx context.Context, ids []string) error {
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
		for _, id := range ids {
			st, err := p.one(ctx, id)
			if err != nil {
				fmt.Println("weather:", err)
				continue
			}
			select {
			case p.out <- st:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
}

func (p *Poller) one(ctx context.Context, id string) (st Station, err error) {
	req, err := http.NewRequestWithContext(ctx, "GET", p.url+"/obs/"+id, nil)
	if err != nil {
		return st, err
	}
	resp, err := p.client.Do(req)
	if err != nil {
		return st, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		io.Copy(io.Discard, io.LimitReader(resp.Body, 4096))
		return st, fmt.Errorf("station %s: %s", id, resp.Status)
	}
	err = json.NewDecoder(resp.Body).Decode(&st)
	return st, err
}
