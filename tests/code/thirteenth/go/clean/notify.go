package notify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

var errTemporary = errors.New("temporary")

type Notifier struct {
	client *http.Client
	url    string
}

func New(url string) *Notifier {
	tr := http.DefaultTransport.(*http.Transport).Clone()
	tr.MaxIdleConnsPerHost = 8
	tr.MaxConnsPerHost = 32
	return &Notifier{url: url, client: &http.Client{Transport: tr, Timeout: 6 * time.Second}}
}

func (n *Notifier) once(ctx context.Context, body []byte) error {
	req, err := http.NewRequestWithContext(ctx, "POST", n.url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := n.client.Do(req)
	if err != nil {
		return fmt.Errorf("%w: %v", errTemporary, err)
	}
	defer res.Body.Close()
	msg, _ := io.ReadAll(io.LimitReader(res.Body, 4096))
	switch {
	case res.StatusCode < 300:
		return nil
	case res.StatusCode >= 500 || res.StatusCode == 429:
		return fmt.Errorf("%w: %s", errTemporary, res.Status)
	}
	return fmt.Errorf("pager said %s: %.200s", res.Status, msg)
}

// Send notifies the on-call pager, with up to four attempts.
func (n *Notifier) Send(ctx context.Context, body []byte) error {
	wait := 500 * time.Millisecond
	for i := 1; ; i++ {
		err := n.once(ctx, body)
		if err == nil || i == 4 || !errors.Is(err, errTemporary) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
			wait *= 2
		}
	}
}
