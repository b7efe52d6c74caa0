package upload

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"time"
)

type Reading struct {
	Meter string    `json:"meter"`
	At    time.Time `json:"at"`
	KWh   float64   `json:"kwh"`
}

type Uploader struct {
	URL  string
	Cert tls.Certificate
}

func (u *Uploader) post(ctx context.Context, r Reading) error {
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	hc := &http.Client{
		Timeout: 20 * time.Second,
		Transport: &http.Transport{
			DisableKeepAlives: true,
			TLSClientConfig:   &tls.Config{Certificates: []tls.Certificate{u.Cert}, MinVersion: tls.VersionTLS12},
		},
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.URL, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	rsp, err := hc.Do(req)
	if err != nil {
		return err
	}
	defer rsp.Body.Close()
	io.Copy(io.Discard, io.LimitReader(rsp.Body, 4096))
	if rsp.StatusCode/100 != 2 {
		return fmt.Errorf("%s: %s", r.Meter, rsp.Status)
	}
	return nil
}

// Night sends the quarter hours of all meters of a concentrator (96 x 400).
func (u *Uploader) Night(ctx context.Context, rs []Reading) (failed []Reading) {
	for _, r := range rs {
		if err := u.post(ctx, r); err != nil {
			log.Print(err)
			failed = append(failed, r)
		}
	}
	return failed
}
