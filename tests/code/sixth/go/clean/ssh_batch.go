package fleet

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"
)

type Result struct {
	Host string
	Out  string
	Err  error
}

func dial(ctx context.Context, host string, cfg *ssh.ClientConfig) (*ssh.Client, error) {
	d := net.Dialer{Timeout: 5 * time.Second}
	nc, err := d.DialContext(ctx, "tcp", net.JoinHostPort(host, "22"))
	if err != nil {
		return nil, err
	}
	nc.SetDeadline(time.Now().Add(15 * time.Second))
	conn, chans, reqs, err := ssh.NewClientConn(nc, host, cfg)
	if err != nil {
		nc.Close()
		return nil, err
	}
	nc.SetDeadline(time.Time{})
	return ssh.NewClient(conn, chans, reqs), nil
}

func run(ctx context.Context, host, cmd string, cfg *ssh.ClientConfig) (out string, err error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	cl, err := dial(ctx, host, cfg)
	if err != nil {
		return "", err
	}
	defer cl.Close()
	// a command that hangs is ended by the closing of its client
	stop := context.AfterFunc(ctx, func() { cl.Close() })
	defer stop()

	s, err := cl.NewSession()
	if err != nil {
		return "", fmt.Errorf("session: %w", err)
	}
	defer s.Close()
	var b bytes.Buffer
	s.Stdout, s.Stderr = &b, &b
	err = s.Run(cmd)
	return b.String(), err
}

// Everywhere runs cmd on all hosts, at most n at a time.
func Everywhere(ctx context.Context, hosts []string, cmd string, n int, cfg *ssh.ClientConfig) []Result {
	out := make([]Result, len(hosts))
	sem := make(chan struct{}, n)
	var wg sync.WaitGroup
	for i, h := range hosts {
		wg.Add(1)
		sem <- struct{}{}
		go func(i int, h string) {
			defer func() { <-sem; wg.Done() }()
			o, err := run(ctx, h, cmd, cfg)
			out[i] = Result{h, o, err}
		}(i, h)
	}
	wg.Wait()
	return out
}
