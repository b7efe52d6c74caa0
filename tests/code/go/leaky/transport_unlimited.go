package c

import (
	"net/http"
	"time"
)

func New() *http.Client {
	return &http.Client{
		Timeout: time.Second,
		Transport: &http.Transport{
			MaxIdleConnsPerHost: -1, // expect: connection-churn
		},
	}
}
