package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"strings"
	"time"
)

// mxprobe walks over the MX list of our tenants every five minutes and
// exports "speaks SMTP / does not" for the mail team's dashboard.

var errBanner = errors.New("unexpected banner")

type verdict struct {
	Host     string
	Banner   string
	StartTLS bool
	Took     time.Duration
}

func probe(ctx context.Context, host string) (*verdict, error) {
	t0 := time.Now()
	d := net.Dialer{Timeout: 4 * time.Second}
	conn, err := d.DialContext(ctx, "tcp", net.JoinHostPort(host, "25"))
	if err != nil {
		return nil, fmt.Errorf("dial %s: %w", host, err)
	}
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))

	r := bufio.NewReader(conn)
	banner, err := r.ReadString('\n')
	if err != nil {
		conn.Close()
		return nil, fmt.Errorf("banner %s: %w", host, err)
	}
	if !strings.HasPrefix(banner, "220") {
		// greylisters love to answer 421 here
		return nil, fmt.Errorf("%w: %q", errBanner, strings.TrimSpace(banner))
	}

	defer conn.Close()
	if _, err := conn.Write([]byte("EHLO probe.example.net\r\n")); err != nil {
		return nil, err
	}
	v := &verdict{Host: host, Banner: strings.TrimSpace(banner)}
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return nil, err
		}
		if strings.Contains(strings.ToUpper(line), "STARTTLS") {
			v.StartTLS = true
		}
		if len(line) < 4 || line[3] == ' ' {
			break
		}
	}
	if _, err := conn.Write([]byte("QUIT\r\n")); err == nil {
		_, _ = r.ReadString('\n')
	}
	v.Took = time.Since(t0)
	return v, nil
}

func main() {
	every := flag.Duration("every", 5*time.Minute, "interval")
	flag.Parse()
	if flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: mxprobe host...")
		os.Exit(2)
	}
	for {
		for _, h := range flag.Args() {
			ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
			v, err := probe(ctx, h)
			cancel()
			if err != nil {
				log.Printf("mx=%s ok=0 err=%v", h, err)
				continue
			}
			log.Printf("mx=%s ok=1 starttls=%t took=%s", v.Host, v.StartTLS, v.Took)
		}
		time.Sleep(*every)
	}
}
