package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/signal"
	"time"
)

func vets(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode([]string{"Dr. Okafor", "Dr. Lindqvist"}); err != nil {
		slog.Debug("vets", "err", err)
	}
}

func main() {
	xray, err := url.Parse("http://xray.internal:8042")
	if err != nil {
		panic(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(xray)
	proxy.Transport = &http.Transport{
		DialContext:           (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
		MaxIdleConnsPerHost:   16,
		MaxConnsPerHost:       64,
		IdleConnTimeout:       60 * time.Second,
		ResponseHeaderTimeout: 20 * time.Second,
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/vets", vets)
	mux.Handle("/xray/", http.StripPrefix("/xray", proxy))

	srv := &http.Server{
		Addr:              ":8080",
		Handler:           http.MaxBytesHandler(mux, 32<<20),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       60 * time.Second,
		WriteTimeout:      90 * time.Second,
		IdleTimeout:       75 * time.Second,
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	done := make(chan struct{})
	go func() {
		defer close(done)
		<-ctx.Done()
		c, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := srv.Shutdown(c); err != nil {
			slog.Warn("shutdown", "err", err)
			srv.Close()
		}
	}()
	if err := srv.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		slog.Error("listen", "err", err)
		os.Exit(1)
	}
	<-done
}
