package main

import (
	"io"
	"net/http"
	"time"
)

var hc = &http.Client{Timeout: time.Minute}

// open returns the stream; the caller closes it.
func open(url string) (io.ReadCloser, error) {
	resp, err := hc.Get(url)
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}
