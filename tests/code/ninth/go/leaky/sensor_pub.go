package main

import (
	"context"
	"encoding/json"
	"log"
	"os"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"
)

type Reading struct {
	Silo  int     `json:"silo"`
	Temp  float64 `json:"temp"`
	Humid float64 `json:"rh"`
	At    int64   `json:"at"`
}

func publish(ctx context.Context, url string, r Reading) error {
	conn, err := amqp.DialConfig(url, amqp.Config{
		Heartbeat: 10 * time.Second,
		Dial:      amqp.DefaultDial(5 * time.Second),
	})
	if err != nil {
		return err
	}
	defer conn.Close()

	ch, err := conn.Channel()
	if err != nil {
		return err
	}
	defer ch.Close()

	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return ch.PublishWithContext(ctx, "silo", "reading", false, false, amqp.Publishing{
		ContentType:  "application/json",
		DeliveryMode: amqp.Persistent,
		Timestamp:    time.Unix(r.At, 0),
		Body:         body,
	})
}

// reads the field bus; about 300 values a second with all silos on line
func readings() <-chan Reading { return fieldbus }

var fieldbus = make(chan Reading, 1000)

func main() {
	url := os.Getenv("AMQP_URL")
	lost := 0
	for r := range readings() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		if err := publish(ctx, url, r); err != nil {
			lost++
			log.Printf("silo %d: %v (%d lost)", r.Silo, err, lost)
		}
		cancel()
	}
}
