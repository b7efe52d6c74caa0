package quotes

import (
	"context"
	"encoding/gob"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"time"
)

type Quote struct {
	ISIN     string
	Bid, Ask int64
}

// Subscribe runs until ctx ends. The handler is called from one goroutine.
func Subscribe(ctx context.Context, addr string, handle func(Quote)) {
	wait := time.Second
	for ctx.Err() == nil {
		began := time.Now()
		err := session(ctx, addr, handle)
		if errors.Is(err, io.EOF) {
			slog.Info("exchange closed the feed", "addr", addr)
		} else {
			slog.Warn("feed broken", "addr", addr, "err", err)
		}
		if time.Since(began) > time.Minute {
			wait = time.Second
		}
		jitter := time.Duration(rand.Int64N(int64(wait)))
		select {
		case <-time.After(wait + jitter):
		case <-ctx.Done():
		}
		wait = min(wait*2, 30*time.Second)
	}
}

func session(ctx context.Context, addr string, handle func(Quote)) error {
	conn, err := (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	ended := make(chan struct{})
	defer close(ended)
	go func() {
		defer conn.Close()
		select {
		case <-ctx.Done():
		case <-ended:
		}
	}()

	_ = conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
	if _, err := conn.Write([]byte("SUB ALL\n")); err != nil {
		return err
	}
	dec := gob.NewDecoder(conn)
	for {
		// they promise a heartbeat (empty ISIN) every ten seconds
		_ = conn.SetReadDeadline(time.Now().Add(35 * time.Second))
		var q Quote
		if err := dec.Decode(&q); err != nil {
			return err
		}
		if q.ISIN != "" {
			handle(q)
		}
	}
}
