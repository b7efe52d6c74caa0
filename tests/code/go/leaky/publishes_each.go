package meters

import (
	"context"
	"log"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"
)

func report(ctx context.Context, url string, body []byte) error {
	conn, err := amqp.Dial(url) // expect: connection-churn
	if err != nil {
		return err
	}
	defer conn.Close()
	ch, err := conn.Channel()
	if err != nil {
		return err
	}
	return ch.PublishWithContext(ctx, "", "meters", false, false, amqp.Publishing{Body: body})
}

func Run(url string, values <-chan []byte) {
	for v := range values {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		if err := report(ctx, url, v); err != nil {
			log.Print(err)
		}
		cancel()
	}
}
