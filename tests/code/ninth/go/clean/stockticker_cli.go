package main

import (
	"bufio"
	"encoding/csv"
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"time"
)

// uploads an end-of-day CSV to the ticker plant, record by record, then asks
// for the checksum

func upload(w *bufio.Writer, file string) (n int, err error) {
	f, err := os.Open(file)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.ReuseRecord = true
	for {
		rec, err := r.Read()
		if rec == nil && err != nil {
			if err.Error() == "EOF" {
				return n, nil
			}
			return n, err
		}
		for i, v := range rec {
			if i > 0 {
				w.WriteByte('|')
			}
			w.WriteString(v)
		}
		if err := w.WriteByte('\n'); err != nil {
			return n, err
		}
		n++
	}
}

func main() {
	addr := flag.String("plant", "plant:7001", "host:port")
	flag.Parse()

	conn, err := net.DialTimeout("tcp", *addr, 5*time.Second)
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(10 * time.Minute))

	w := bufio.NewWriterSize(conn, 64<<10)
	total := 0
	for _, file := range flag.Args() {
		n, err := upload(w, file)
		if err != nil {
			log.Printf("%s, record %d: %v", file, n+1, err)
			return
		}
		total += n
	}
	fmt.Fprintf(w, "EOD %d\n", total)
	if err := w.Flush(); err != nil {
		log.Print("flush: ", err)
		return
	}
	sum, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		log.Print("no checksum: ", err)
		return
	}
	fmt.Printf("%d records, plant says %s", total, sum)
}
