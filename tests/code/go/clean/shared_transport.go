package main

import (
	"net/http"
	"time"
)

var shared = &http.Client{
	Timeout: 10 * time.Second,
	Transport: &http.Transport{
		MaxIdleConnsPerHost: 32,
		IdleConnTimeout:     90 * time.Second,
	},
}

func ok(url string) bool {
	r, err := shared.Head(url)
	if err != nil {
		return false
	}
	r.Body.Close()
	return r.StatusCode < 400
}
