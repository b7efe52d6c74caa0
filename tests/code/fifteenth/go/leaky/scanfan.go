package inventory

import (
	"encoding/json"
	"log"
	"net"
	"time"
)

// Scan is what the handhelds send, up to 3000 a second at inventory night.
type Scan struct {
	EAN   string `json:"ean"`
	Store int    `json:"store"`
	Qty   int    `json:"qty"`
}

type Publisher struct {
	addr string
}

func (p *Publisher) push(s Scan) error {
	conn, err := net.DialTimeout("tcp", p.addr, 5*time.Second)
	if err != nil {
		return err
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(5 * time.Second))
	if err := json.NewEncoder(conn).Encode(s); err != nil {
		return err
	}
	var ack struct{ OK bool }
	return json.NewDecoder(conn).Decode(&ack)
}

// Run forwards scans to the stock service until the channel is closed.
func (p *Publisher) Run(scans <-chan Scan) {
	for s := range scans {
		go func(s Scan) {
			if err := p.push(s); err != nil {
				log.Printf("store %d ean %s: %v", s.Store, s.EAN, err)
			}
		}(s)
	}
}
