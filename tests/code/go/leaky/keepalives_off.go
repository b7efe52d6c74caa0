package main

import "net/http"

func newClient() *http.Client {
	tr := &http.Transport{
		DisableKeepAlives: true, // expect: connection-churn
	}
	return &http.Client{Transport: tr, Timeout: 5e9}
}
