package fxrates

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"time"
)

// Source asks the treasury's rate service. One instance per process.
type Source struct {
	base string
	hc   *http.Client
}

func New(base string) *Source {
	tr := http.DefaultTransport.(*http.Transport).Clone()
	tr.MaxConnsPerHost = 16
	tr.MaxIdleConnsPerHost = 16
	return &Source{base: base, hc: &http.Client{Transport: tr, Timeout: 8 * time.Second}}
}

type quote struct {
	Bid, Ask float64
	At       time.Time
}

// Quote returns the mid rate of a pair such as EURSEK.
func (s *Source) Quote(ctx context.Context, pair string) (float64, error) {
	var last error
	for try := 0; try < 4; try++ {
		if try > 0 {
			select {
			case <-ctx.Done():
				return 0, ctx.Err()
			case <-time.After(time.Duration(try) * 300 * time.Millisecond):
			}
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+"/v1/spot/"+pair, nil)
		if err != nil {
			return 0, err
		}
		resp, err := s.hc.Do(req)
		if err != nil {
			last = err
			continue
		}
		if resp.StatusCode == http.StatusServiceUnavailable {
			// rates are being republished, takes them half a second
			last = fmt.Errorf("%s: %s", pair, resp.Status)
			log.Printf("fxrates: try %d: %v", try, last)
			continue
		}
		mid, err := decode(resp.Body)
		io.Copy(io.Discard, io.LimitReader(resp.Body, 4096))
		resp.Body.Close()
		return mid, err
	}
	return 0, last
}

func decode(r io.Reader) (float64, error) {
	var q quote
	if err := json.NewDecoder(r).Decode(&q); err != nil {
		return 0, err
	}
	if time.Since(q.At) > time.Hour {
		return 0, fmt.Errorf("stale quote of %s", q.At)
	}
	return (q.Bid + q.Ask) / 2, nil
}
