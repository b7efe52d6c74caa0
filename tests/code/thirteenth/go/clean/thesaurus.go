package main

import (
	"bufio"
	"bytes"
	"errors"
	"log"
	"net"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// thesaurus server: DEFINE <word> -> lines, then "."; several commands per session

func main() {
	ln, err := net.Listen("tcp", ":2629")
	if err != nil {
		log.Fatal(err)
	}
	sig := make(chan os.Signal, 1)
	signal.Notify(sig, syscall.SIGTERM, os.Interrupt)
	go func() {
		<-sig
		ln.Close()
	}()

	var wg sync.WaitGroup
	for {
		c, err := ln.Accept()
		if errors.Is(err, net.ErrClosed) {
			break
		}
		if err != nil {
			log.Printf("accept: %v", err)
			time.Sleep(100 * time.Millisecond)
			continue
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer c.Close()
			talk(c)
		}()
	}
	wg.Wait()
}

func talk(c net.Conn) {
	r := bufio.NewScanner(c)
	w := bufio.NewWriter(c)
	for {
		c.SetDeadline(time.Now().Add(30 * time.Second))
		if !r.Scan() {
			return
		}
		verb, word, _ := bytes.Cut(r.Bytes(), []byte(" "))
		switch string(bytes.ToUpper(verb)) {
		case "DEFINE":
			for _, s := range synonyms(string(word)) {
				w.WriteString(s)
				w.WriteString("\r\n")
			}
			w.WriteString(".\r\n")
		case "QUIT":
			w.WriteString("BYE\r\n")
			w.Flush()
			return
		default:
			w.WriteString("?\r\n")
		}
		if err := w.Flush(); err != nil {
			return
		}
	}
}

func synonyms(w string) []string { return table[w] }

var table = map[string][]string{"quay": {"wharf", "pier", "dock"}}
