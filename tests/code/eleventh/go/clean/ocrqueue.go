package main

import (
	"errors"
	"io"
	"log"
	"net"
	"os"
	"time"
)

const maxPage = 8 << 20

// Scanners send a page (till half-close) and wait for the text.
func ocr(c *net.TCPConn) error {
	defer c.Close()
	c.SetDeadline(time.Now().Add(90 * time.Second))
	page, err := io.ReadAll(io.LimitReader(c, maxPage+1))
	if err != nil {
		return err
	}
	if len(page) > maxPage {
		sayAndLeave(c, "TOO LARGE\n")
		return errors.New("page over limit")
	}
	_, err = c.Write(recognize(page))
	return err
}

// sayAndLeave answers, then waits for the peer's end so that the answer is
// not lost by a reset.
func sayAndLeave(c *net.TCPConn, text string) {
	defer c.Close()
	c.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err := io.WriteString(c, text); err != nil {
		return
	}
	c.CloseWrite()
	io.Copy(io.Discard, c)
}

func recognize(p []byte) []byte { return []byte(http200(len(p))) }

func http200(n int) string {
	if n == 0 {
		return "EMPTY\n"
	}
	return "lorem ipsum\n"
}

func main() {
	addr, err := net.ResolveTCPAddr("tcp", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	ln, err := net.ListenTCP("tcp", addr)
	if err != nil {
		log.Fatal(err)
	}
	work := make(chan *net.TCPConn, 40)
	for i := 0; i < 8; i++ {
		go func() {
			for c := range work {
				if err := ocr(c); err != nil {
					log.Println("ocr:", err)
				}
			}
		}()
	}
	for {
		c, err := ln.AcceptTCP()
		if err != nil {
			log.Println("accept:", err)
			time.Sleep(time.Second / 4)
			continue
		}
		select {
		case work <- c:
		default:
			go sayAndLeave(c, "BUSY\n")
		}
	}
}
