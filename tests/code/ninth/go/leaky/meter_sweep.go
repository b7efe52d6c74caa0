package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Reads the count of every heat meter in town through the MUC gateway at
// muc.example:9000 (one meter per connection, gateway tells them apart by id).

const gateway = "muc.stadtwerke.example:9000"

type result struct {
	id  string
	kwh float64
	err error
}

func query(id string) (r result) {
	r.id = id
	c, err := net.DialTimeout("tcp", gateway, 20*time.Second)
	if err != nil {
		r.err = err
		return
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(2 * time.Minute)) // radio, slow
	if _, r.err = fmt.Fprintf(c, "READ %s\r\n", id); r.err != nil {
		return
	}
	line, err := bufio.NewReader(c).ReadString('\n')
	if err != nil {
		r.err = err
		return
	}
	r.kwh, r.err = strconv.ParseFloat(strings.TrimSpace(line), 64)
	return
}

func main() {
	raw, err := os.ReadFile(os.Args[1]) // 85000 ids, one a line
	if err != nil {
		log.Fatal(err)
	}
	ids := strings.Fields(string(raw))
	out := make(chan result, len(ids))
	var wg sync.WaitGroup
	for _, id := range ids {
		wg.Add(1)
		go func(id string) {
			defer wg.Done()
			out <- query(id)
		}(id)
	}
	wg.Wait()
	close(out)

	bad := 0
	for r := range out {
		if r.err != nil {
			bad++
			log.Printf("%s: %v", r.id, r.err)
			continue
		}
		fmt.Printf("%s\t%.3f\n", r.id, r.kwh)
	}
	log.Printf("%d meters, %d without answer", len(ids), bad)
}
