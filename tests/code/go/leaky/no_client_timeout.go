package main

import (
	"io"
	"net/http"
)

var client = &http.Client{} // expect: dead-peer-timeout

func read(url string) ([]byte, error) {
	resp, err := client.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
