package smsgw

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"strings"
	"time"
)

type Message struct {
	To, Text string
}

type Gateway struct{ Addr string }

func (g Gateway) submit(m Message) error {
	conn, err := net.DialTimeout("tcp", g.Addr, 5*time.Second)
	if err != nil {
		return err
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	text := strings.ReplaceAll(m.Text, "\n", " ")
	if _, err := fmt.Fprintf(conn, "SUBMIT %s %s\n", m.To, text); err != nil {
		return err
	}
	ans, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return err
	}
	if !strings.HasPrefix(ans, "ACCEPTED") {
		return fmt.Errorf("gateway said %q", strings.TrimSpace(ans))
	}
	return nil
}

// SendCampaign works through the whole list, usually 50k to 200k numbers.
// The gateway takes any number of SUBMIT lines.
func (g Gateway) SendCampaign(list []Message) (failed []Message) {
	start := time.Now()
	for i, m := range list {
		if err := g.submit(m); err != nil {
			log.Printf("sms %d to %s: %v", i, m.To, err)
			failed = append(failed, m)
		}
	}
	log.Printf("campaign: %d sent, %d failed, %s", len(list)-len(failed), len(failed), time.Since(start))
	return failed
}
