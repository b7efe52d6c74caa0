package gtfs

import (
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// both closes the unzipper and what's below it
type both struct {
	*gzip.Reader
	below io.Closer
}

func (b both) Close() error {
	return errors.Join(b.Reader.Close(), b.below.Close())
}

// open returns the feed, unzipped. The caller closes it.
func open(ctx context.Context, hc *http.Client, url string) (io.ReadCloser, error) {
	req, err := http.NewRequestWithContext(ctx, "GET", url, nil)
	if err != nil {
		return nil, err
	}
	resp, err := hc.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, fmt.Errorf("%s: %s", url, resp.Status)
	}
	if resp.Header.Get("Content-Type") != "application/gzip" {
		return resp.Body, nil
	}
	zr, err := gzip.NewReader(resp.Body)
	if err != nil {
		resp.Body.Close()
		return nil, err
	}
	return both{zr, resp.Body}, nil
}

type Stop struct{ ID, Name string }

// Stops streams stops.csv of a feed; ctx bounds the download.
func Stops(ctx context.Context, hc *http.Client, url string, fn func(Stop) error) (err error) {
	feed, err := open(ctx, hc, url)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := feed.Close(); err == nil {
			err = cerr
		}
	}()
	rd := csv.NewReader(feed)
	if _, err = rd.Read(); err != nil {
		return fmt.Errorf("header: %w", err)
	}
	for {
		rec, err := rd.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if len(rec) < 2 {
			continue
		}
		if err := fn(Stop{rec[0], rec[1]}); err != nil {
			return err
		}
	}
}
