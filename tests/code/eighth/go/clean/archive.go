package archive

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

var client = &http.Client{
	Transport: &http.Transport{
		DialContext:           (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout:   5 * time.Second,
		ResponseHeaderTimeout: 20 * time.Second,
		MaxConnsPerHost:       24,
		MaxIdleConnsPerHost:   8,
		IdleConnTimeout:       60 * time.Second,
		DisableCompression:    true, // objects are stored gzipped, we unpack them ourselves
	},
}

var ErrNotFound = errors.New("archive: no such volume")

// volume is what Open gives out. The caller closes it.
type volume struct {
	*gzip.Reader
	body   io.Closer
	cancel context.CancelFunc
}

func (v *volume) Close() error {
	defer v.cancel()
	zerr := v.Reader.Close()
	if err := v.body.Close(); err != nil {
		return err
	}
	return zerr
}

func dismiss(resp *http.Response) {
	io.CopyN(io.Discard, resp.Body, 8<<10)
	resp.Body.Close()
}

// Open starts the download of a volume. Busy answers are tried again.
func Open(ctx context.Context, url string) (io.ReadCloser, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Minute)
	for pause := time.Second; ; pause *= 2 {
		resp, err := get(ctx, url)
		switch {
		case err != nil:
			cancel()
			return nil, err
		case resp.StatusCode == http.StatusOK:
			zr, err := gzip.NewReader(resp.Body)
			if err != nil {
				dismiss(resp)
				cancel()
				return nil, fmt.Errorf("archive: %s: %w", url, err)
			}
			return &volume{Reader: zr, body: resp.Body, cancel: cancel}, nil
		}
		dismiss(resp)
		if resp.StatusCode == http.StatusNotFound {
			cancel()
			return nil, ErrNotFound
		}
		if resp.StatusCode != http.StatusTooManyRequests || pause > 30*time.Second {
			cancel()
			return nil, fmt.Errorf("archive: %s: %s", url, resp.Status)
		}
		select {
		case <-ctx.Done():
			cancel()
			return nil, ctx.Err()
		case <-time.After(pause):
		}
	}
}

func get(ctx context.Context, url string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, "GET", url, nil)
	if err != nil {
		return nil, err
	}
	return client.Do(req)
}
