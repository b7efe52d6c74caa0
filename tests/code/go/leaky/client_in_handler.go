package api

import (
	"io"
	"net/http"
	"time"
)

func proxyHandler(w http.ResponseWriter, r *http.Request) {
	cl := &http.Client{
		Timeout:   2 * time.Second,
		Transport: &http.Transport{MaxIdleConns: 10}, // expect: connection-churn
	}
	resp, err := cl.Get("http://backend" + r.URL.Path)
	if err != nil {
		http.Error(w, err.Error(), 502)
		return
	}
	defer resp.Body.Close()
	io.Copy(w, resp.Body)
}
